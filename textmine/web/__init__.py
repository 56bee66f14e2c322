"""The web page and its API: server-rendered, from our own files alone, useful without JavaScript."""
