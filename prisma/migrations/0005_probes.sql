-- What a prober committed to, and its result once that is published.
CREATE TABLE probes (
  hash text PRIMARY KEY,
  prober text NOT NULL,
  at bigint NOT NULL,
  publish_at bigint NOT NULL,
  signature text NOT NULL,
  document text
);
