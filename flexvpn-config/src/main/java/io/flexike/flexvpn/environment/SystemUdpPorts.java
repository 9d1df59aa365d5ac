package io.flexike.flexvpn.environment;

import io.flexike.esp.net.DatagramPort;
import io.flexike.esp.net.UdpOffload;
import io.flexike.esp.net.UdpPort;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;

/** UDP ports of the system. */
record SystemUdpPorts(UdpOffload offload) implements DatagramPorts {
    @Override
    public DatagramPort bind(InetSocketAddress local) throws IOException {
        return UdpPort.bind(local, offload);
    }

    @Override
    public List<DatagramPort> bindShards(InetSocketAddress local, int count) throws IOException {
        return List.copyOf(UdpPort.bindShards(local, count, offload));
    }
}
