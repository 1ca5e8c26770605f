"""Names and numbers made of letters and digits: telephones, roads, aircraft, web addresses."""
