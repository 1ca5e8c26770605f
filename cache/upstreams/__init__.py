"""Circuit breakers and request budgets of servers on the network, shared by all workers."""
