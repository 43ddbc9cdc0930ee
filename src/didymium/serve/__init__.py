"""The faces: dashboard, HTTP API and MCP server. All three call the same verbs and compute nothing of their own."""
