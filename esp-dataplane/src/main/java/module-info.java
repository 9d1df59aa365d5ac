import org.jspecify.annotations.NullMarked;

/** ESP in user space over a TUN device. */
@NullMarked
module io.flexike.esp {
    requires transitive io.flexike.crypto;
    requires transitive static org.jspecify;
    requires com.sun.jna;
    requires org.slf4j;

    exports io.flexike.esp;
    exports io.flexike.esp.gre;
    exports io.flexike.esp.net;
    exports io.flexike.esp.tun;
}
