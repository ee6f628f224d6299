"""The words of shop systems, ticket sellers and editors in many languages, by what they say."""
