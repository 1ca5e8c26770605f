"""English spoken forms: one folder for each class of written forms, and the rules above them."""
