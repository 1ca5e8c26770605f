"""The HTTP contract: errors, headers, the request log, schemas and the OpenAPI description."""
