"""Amounts of money, currencies, and the notation of financial markets."""
