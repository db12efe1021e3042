CREATE TABLE meta (
  key text PRIMARY KEY,
  value text NOT NULL
);
CREATE TABLE blocks (
  number bigint PRIMARY KEY,
  hash text NOT NULL,
  parent text NOT NULL,
  time bigint NOT NULL
);
CREATE TABLE undo (
  block bigint NOT NULL,
  sequence integer NOT NULL,
  entity text NOT NULL,
  key text NOT NULL,
  before text,
  PRIMARY KEY (block, sequence)
);
CREATE TABLE nodes (
  id text PRIMARY KEY,
  operator text NOT NULL,
  payout text NOT NULL,
  key text NOT NULL,
  bond numeric(78, 0) NOT NULL,
  registered_at bigint NOT NULL,
  unbonding_at bigint NOT NULL,
  descriptor_floor numeric(78, 0) NOT NULL,
  settled_volume numeric(78, 0) NOT NULL,
  payers bigint NOT NULL
);
CREATE TABLE accounts (
  payer text PRIMARY KEY,
  owner text NOT NULL,
  available numeric(78, 0) NOT NULL,
  funded_at bigint NOT NULL
);
CREATE TABLE channels (
  node text NOT NULL,
  payer text NOT NULL,
  epoch bigint NOT NULL,
  expires_at bigint NOT NULL,
  locked numeric(78, 0) NOT NULL,
  settled numeric(78, 0) NOT NULL,
  PRIMARY KEY (node, payer)
);
CREATE INDEX channels_payer_idx ON channels (payer);
CREATE TABLE descriptors (
  node text PRIMARY KEY,
  version numeric(78, 0) NOT NULL,
  valid_until bigint NOT NULL,
  document text NOT NULL
);
CREATE TABLE attestations (
  node text NOT NULL,
  payer text NOT NULL,
  period_start bigint NOT NULL,
  cumulative numeric(78, 0) NOT NULL,
  score integer NOT NULL,
  signature text NOT NULL,
  received_at bigint NOT NULL,
  PRIMARY KEY (node, payer, period_start)
);
