"""Status, alerts, metrics and actions for operators."""
