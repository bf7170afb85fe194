"""What protects every page: headers, rates, addresses, and refusals in plain words."""
