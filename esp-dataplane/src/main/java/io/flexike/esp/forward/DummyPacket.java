package io.flexike.esp.forward;

import io.flexike.esp.net.DatagramBatch;
import io.flexike.esp.packet.EspFraming;
import io.flexike.esp.packet.TrafficClass;
import java.io.IOException;

/** A packet whose only use is that traffic looks different from what it is (RFC 4303 2.6). */
final class DummyPacket {
    private DummyPacket() {}

    /**
     * Sends one.
     *
     * @param octets of content; less if that would not fit the way
     * @return false if the SA does not let it pass, or the system refused it
     */
    static boolean send(SaPair pair, int octets, ForwardObserver observer) throws IOException {
        SendPath path = pair.path();
        int mtu = path.mtu(0);
        // has the SA pad no further than what the way carries
        pair.longestPacket(path, mtu);
        int longest = Math.max(0, pair.longestPayload(path, mtu));
        int content = Math.min(octets, longest);
        // with room to look as long as packets do
        int room = Math.max(content, Math.min(pair.outbound().tfcOctets(), longest));
        byte[] buffer = new byte[OutboundWorker.HEADROOM + room + OutboundWorker.TAILROOM];
        int sealed = pair.outbound().seal(buffer, OutboundWorker.HEADROOM, content, EspFraming.NEXT_HEADER_NONE);
        pair.report(pair.outbound().expiry(), observer);
        if (sealed < 0) {
            return false;
        }
        DatagramBatch batch = DatagramBatch.forSending(1);
        int headroom = pair.outbound().headroomOctets();
        int trafficClass = TrafficClass.ofOuter(0, pair.rules().dscp());
        boolean whole = pair.rules().df() != DfRule.CLEAR;
        batch.add(buffer, OutboundWorker.HEADROOM - headroom, sealed, path.remote(), trafficClass, whole);
        return path.port(0).send(batch) == 1;
    }
}
