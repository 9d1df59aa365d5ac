package com.example.consumer;

import io.flexike.crypto.suite.DefaultProposals;

/** Shows what this application would offer to a peer. */
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        Module flexike = DefaultProposals.class.getModule();
        if (!flexike.isNamed() || !Main.class.getModule().isNamed()) {
            throw new IllegalStateException("not on the module path");
        }
        System.out.println("We would offer " + DefaultProposals.ike());
    }
}
