package io.flexike.ike.session;

/** How one side proves its identity (RFC 7296 2.15). Local and remote methods are chosen independently. */
public sealed interface AuthenticationMethod {
    /** A shared key message integrity code (RFC 7296 2.15, AUTH method 2). */
    record PreSharedKey(PreSharedKeys keys) implements AuthenticationMethod {}
}
