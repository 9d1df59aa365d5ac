package io.flexike.ike.task;

import io.flexike.ike.session.ChildSaSnapshot;

/** A Child SA that is installed. Its keys are with the data plane alone. */
public record ChildSa(ChildSaSnapshot snapshot) {
    public int inboundSpi() {
        return snapshot.inboundSpi();
    }

    public int outboundSpi() {
        return snapshot.outboundSpi();
    }
}
