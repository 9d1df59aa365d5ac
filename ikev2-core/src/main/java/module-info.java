import org.jspecify.annotations.NullMarked;

/** IKEv2 (RFC 7296): message codec and what is built on it. */
@NullMarked
module io.flexike.ike {
    requires transitive io.flexike.crypto;
    requires org.slf4j;
    requires transitive static org.jspecify;

    exports io.flexike.ike;
    exports io.flexike.ike.certificate;
    exports io.flexike.ike.eap;
    exports io.flexike.ike.engine;
    exports io.flexike.ike.error;
    exports io.flexike.ike.identity;
    exports io.flexike.ike.message;
    exports io.flexike.ike.payload;
    exports io.flexike.ike.selector;
    exports io.flexike.ike.session;
    exports io.flexike.ike.simulation;
    exports io.flexike.ike.trace;
    exports io.flexike.ike.transport;
}
