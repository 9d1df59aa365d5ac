package io.flexike.esp.net;

import io.flexike.esp.linux.AddressDump;
import io.flexike.esp.linux.NetlinkNews;
import io.flexike.esp.linux.NetlinkSocket;
import java.io.IOException;
import java.util.List;

/** Asks and listens by rtnetlink. */
final class LinuxHostAddresses implements HostAddresses {
    private final NetlinkSocket netlink;
    private final NetlinkNews news;

    private LinuxHostAddresses(NetlinkSocket netlink, NetlinkNews news) {
        this.netlink = netlink;
        this.news = news;
    }

    static LinuxHostAddresses open() throws IOException {
        try {
            NetlinkNews news = NetlinkNews.ofAddresses();
            try {
                return new LinuxHostAddresses(NetlinkSocket.open(), news);
            } catch (IOException | RuntimeException e) {
                news.close();
                throw e;
            }
        } catch (LinkageError e) {
            throw new IOException("the addresses of this host cannot be watched: it is no Linux", e);
        }
    }

    @Override
    public List<HostAddress> now() throws IOException {
        return AddressDump.of(netlink).stream()
                .map(found -> new HostAddress(found.address(), found.device()))
                .toList();
    }

    @Override
    public void awaitChange() throws IOException {
        news.await();
    }

    @Override
    public void close() {
        news.close();
        netlink.close();
    }
}
