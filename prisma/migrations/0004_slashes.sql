-- How often a node's bond was slashed, and when last. Rows kept for going back before a block get the same two fields.
ALTER TABLE nodes ADD COLUMN slashes bigint NOT NULL DEFAULT 0;
ALTER TABLE nodes ADD COLUMN slashed_at bigint NOT NULL DEFAULT 0;
UPDATE undo SET before = (before::jsonb || '{"slashes": 0, "slashedAt": 0}'::jsonb)::text WHERE entity = 'node' AND before IS NOT NULL;
