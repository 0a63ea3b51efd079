"""Other people's data on the network, as values of this package; neither Discord nor SQL."""
