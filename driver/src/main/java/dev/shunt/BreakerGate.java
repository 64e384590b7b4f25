package dev.shunt;

import dev.shunt.session.Breaker;
import dev.shunt.shadow.Gate;

/** Lets shadow reads share the breaker of the mirror. */
record BreakerGate(Breaker breaker) implements Gate {
    @Override
    public boolean allows() {
        return breaker.allows();
    }

    @Override
    public void succeeded() {
        breaker.succeeded();
    }

    @Override
    public void failed(Throwable cause) {
        breaker.failed(cause);
    }
}
