"""What the bot does when a user does something; each is named by what the user did."""
