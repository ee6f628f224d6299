"""Reading: bytes in, a frozen `Document` out; pure, bounded, and without a network."""
