-- The first layout of a working file (user_version 1), as it was written then.
CREATE TABLE rulebooks (
    fingerprint VARCHAR NOT NULL, 
    id VARCHAR NOT NULL, 
    version VARCHAR NOT NULL, 
    title VARCHAR NOT NULL, 
    first_used VARCHAR NOT NULL, 
    files BLOB NOT NULL, 
    PRIMARY KEY (fingerprint)
);
CREATE TABLE rulings (
    rulebook VARCHAR NOT NULL, 
    id VARCHAR NOT NULL, 
    date VARCHAR NOT NULL, 
    clause VARCHAR NOT NULL, 
    quote VARCHAR NOT NULL, 
    text VARCHAR NOT NULL, 
    PRIMARY KEY (rulebook, id), 
    FOREIGN KEY(rulebook) REFERENCES rulebooks (fingerprint)
);
CREATE TABLE batches (
    id INTEGER NOT NULL, 
    sort VARCHAR NOT NULL CHECK (sort in ('roster', 'ledger', 'hand')), 
    written_at VARCHAR NOT NULL, 
    written_by VARCHAR NOT NULL, 
    shown VARCHAR NOT NULL, 
    source_digest VARCHAR NOT NULL, 
    content_digest VARCHAR NOT NULL, 
    rulebook VARCHAR NOT NULL, 
    lost INTEGER NOT NULL, 
    told JSON NOT NULL, 
    form JSON NOT NULL, 
    PRIMARY KEY (id), 
    FOREIGN KEY(rulebook) REFERENCES rulebooks (fingerprint)
);
CREATE TABLE sheets (
    batch INTEGER NOT NULL, 
    number INTEGER NOT NULL, 
    sheet VARCHAR NOT NULL, 
    header JSON NOT NULL, 
    header_line INTEGER NOT NULL, 
    columns JSON NOT NULL, 
    lost INTEGER NOT NULL, 
    PRIMARY KEY (batch, number), 
    FOREIGN KEY(batch) REFERENCES batches (id)
);
CREATE TABLE roster_rows (
    batch INTEGER NOT NULL, 
    number INTEGER NOT NULL, 
    line INTEGER NOT NULL, 
    cells VARCHAR NOT NULL, 
    PRIMARY KEY (batch, number), 
    FOREIGN KEY(batch) REFERENCES batches (id)
);
CREATE TABLE records (
    id INTEGER NOT NULL, 
    batch INTEGER NOT NULL, 
    sheet INTEGER NOT NULL, 
    "row" INTEGER NOT NULL, 
    line INTEGER NOT NULL, 
    "column" VARCHAR, 
    position INTEGER, 
    unit VARCHAR, 
    unit_name VARCHAR, 
    item VARCHAR, 
    rule VARCHAR, 
    period VARCHAR, 
    status VARCHAR, 
    date VARCHAR, 
    evidence VARCHAR, 
    note VARCHAR, 
    until VARCHAR, 
    PRIMARY KEY (id), 
    FOREIGN KEY(batch) REFERENCES batches (id)
);
CREATE TABLE verdicts (
    id INTEGER NOT NULL, 
    first INTEGER NOT NULL, 
    last INTEGER NOT NULL, 
    verdict VARCHAR NOT NULL CHECK (verdict in ('accepted', 'rejected', 'open')), 
    written_at VARCHAR NOT NULL, 
    written_by VARCHAR NOT NULL, 
    PRIMARY KEY (id), 
    CHECK (first <= last), 
    FOREIGN KEY(first) REFERENCES records (id), 
    FOREIGN KEY(last) REFERENCES records (id)
);
CREATE TABLE attachments (
    record INTEGER NOT NULL, 
    name VARCHAR NOT NULL, 
    digest VARCHAR NOT NULL, 
    bytes BLOB NOT NULL, 
    PRIMARY KEY (record, name), 
    FOREIGN KEY(record) REFERENCES records (id)
);
CREATE INDEX records_by_batch ON records (batch);
CREATE TRIGGER rulebooks_no_update BEFORE update ON rulebooks BEGIN SELECT RAISE(ABORT, 'written once'); END;
CREATE TRIGGER rulebooks_no_delete BEFORE delete ON rulebooks BEGIN SELECT RAISE(ABORT, 'written once'); END;
CREATE TRIGGER batches_no_update BEFORE update ON batches BEGIN SELECT RAISE(ABORT, 'written once'); END;
CREATE TRIGGER batches_no_delete BEFORE delete ON batches BEGIN SELECT RAISE(ABORT, 'written once'); END;
CREATE TRIGGER rulings_no_update BEFORE update ON rulings BEGIN SELECT RAISE(ABORT, 'written once'); END;
CREATE TRIGGER rulings_no_delete BEFORE delete ON rulings BEGIN SELECT RAISE(ABORT, 'written once'); END;
CREATE TRIGGER records_no_update BEFORE update ON records BEGIN SELECT RAISE(ABORT, 'written once'); END;
CREATE TRIGGER records_no_delete BEFORE delete ON records BEGIN SELECT RAISE(ABORT, 'written once'); END;
CREATE TRIGGER roster_rows_no_update BEFORE update ON roster_rows BEGIN SELECT RAISE(ABORT, 'written once'); END;
CREATE TRIGGER roster_rows_no_delete BEFORE delete ON roster_rows BEGIN SELECT RAISE(ABORT, 'written once'); END;
CREATE TRIGGER sheets_no_update BEFORE update ON sheets BEGIN SELECT RAISE(ABORT, 'written once'); END;
CREATE TRIGGER sheets_no_delete BEFORE delete ON sheets BEGIN SELECT RAISE(ABORT, 'written once'); END;
CREATE TRIGGER attachments_no_update BEFORE update ON attachments BEGIN SELECT RAISE(ABORT, 'written once'); END;
CREATE TRIGGER attachments_no_delete BEFORE delete ON attachments BEGIN SELECT RAISE(ABORT, 'written once'); END;
CREATE TRIGGER verdicts_no_update BEFORE update ON verdicts BEGIN SELECT RAISE(ABORT, 'written once'); END;
CREATE TRIGGER verdicts_no_delete BEFORE delete ON verdicts BEGIN SELECT RAISE(ABORT, 'written once'); END;
