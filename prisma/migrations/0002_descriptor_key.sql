-- The key that signed a descriptor: one of a key that was rotated away is offered no longer.
ALTER TABLE descriptors ADD COLUMN key text NOT NULL DEFAULT '';
