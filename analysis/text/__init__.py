"""Articles → sentences and quoted spans."""
