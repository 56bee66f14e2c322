"""The two stores: the mart (facts about text) and the ledger (decisions and state)."""
