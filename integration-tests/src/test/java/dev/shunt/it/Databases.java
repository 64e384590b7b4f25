package dev.shunt.it;

/** What a test runs on; the values of a parameterized test. */
public enum Databases {
    /** Two H2 databases in MySQL mode, in memory. */
    H2 {
        @Override
        public Pair open() {
            return Pair.h2();
        }
    },
    /** Two real servers, see {@link Servers}. */
    SERVERS {
        @Override
        public Pair open() {
            return Pair.servers();
        }
    };

    /** Two new empty databases. */
    public abstract Pair open();
}
