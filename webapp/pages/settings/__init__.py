"""The settings of a person. The pages about passwords, keys and notices are in `accounts.pages`."""
