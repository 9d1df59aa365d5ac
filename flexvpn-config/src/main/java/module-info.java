import org.jspecify.annotations.NullMarked;

/** FlexVPN gateways and clients: configuration objects, gateway, runtime. */
@NullMarked
module io.flexike.flexvpn {
    requires transitive io.flexike.crypto;
    requires transitive io.flexike.esp;
    requires transitive io.flexike.ike;
    requires java.naming;
    requires org.slf4j;
    requires transitive static org.jspecify;

    exports io.flexike.flexvpn;
    exports io.flexike.flexvpn.authorization;
    exports io.flexike.flexvpn.defaults;
    exports io.flexike.flexvpn.environment;
    exports io.flexike.flexvpn.ios;
    exports io.flexike.flexvpn.policy;
    exports io.flexike.flexvpn.pool;
    exports io.flexike.flexvpn.route;
    exports io.flexike.flexvpn.router;
    exports io.flexike.flexvpn.session;
    exports io.flexike.flexvpn.show;
    exports io.flexike.flexvpn.tunnel;
}
