package dev.shunt.it;

import java.sql.SQLException;

/** What is compared with what. */
enum Between {
    MARIADB_AND_MARIADB {
        @Override
        Pair open() {
            return Pair.embedded();
        }

        @Override
        boolean runs(Corpus.Where where) {
            return where != Corpus.Where.H2;
        }
    },
    H2_AND_H2 {
        @Override
        Pair open() {
            return Pair.h2();
        }

        @Override
        boolean runs(Corpus.Where where) {
            return where != Corpus.Where.MARIADB;
        }
    },
    MARIADB_AND_H2 {
        @Override
        Pair open() throws SQLException {
            return Pair.mixed();
        }

        @Override
        boolean runs(Corpus.Where where) {
            return where == Corpus.Where.ALL;
        }
    };

    /** Two new empty databases. */
    abstract Pair open() throws SQLException;

    /** Whether statements that are marked so mean the same on both. */
    abstract boolean runs(Corpus.Where where);
}
