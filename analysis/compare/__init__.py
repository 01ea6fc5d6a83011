"""Evidence → comparisons between outlets. Rates, denominators, intervals and tests live here and only here."""
