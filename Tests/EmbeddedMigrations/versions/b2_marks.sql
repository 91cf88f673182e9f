-- revision: b2
-- down_revision: a1
-- message: Marks that a literal could trip over

-- migrate:up
INSERT INTO t VALUES ('"""# \#(a) \#\n ""\"" \u{41} 🐘	x');
INSERT INTO t VALUES ('two
lines');

-- migrate:down
DELETE FROM t;   
