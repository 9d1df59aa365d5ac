package io.flexike.esp.net;

import io.flexike.esp.packet.OuterHeader;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/** The headers of packets to one address; the last one is kept, as packets mostly come in rows. For one thread. */
final class SenderHeaders {
    private final InetAddress local;
    private @Nullable InetAddress sender;
    private @Nullable OuterHeader header;

    SenderHeaders(InetAddress local) {
        this.local = local;
    }

    OuterHeader from(InetAddress remote) {
        OuterHeader known = header;
        if (known == null || !remote.equals(sender)) {
            known = new OuterHeader(remote, local);
            header = known;
            sender = remote;
        }
        return known;
    }
}
