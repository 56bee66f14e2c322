"""The story, one use case a module: ingest, analyse, watch, forecast, dispatch, publish."""
