package io.flexike.esp.tun.offload;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Sorts the packets of a batch into superframes. Reusable, confined to one thread.
 *
 * <p>Packets of one flow are joined if they follow each other in the flow, also when packets of other flows stand
 * between them in the batch; up to {@value #OPEN_FLOWS} flows are followed at a time. Superframes are in the order of
 * their first packets. The order inside a flow is kept: what cannot be joined begins a superframe of its own, and
 * nothing is added to an earlier one of that flow any more. A packet that belongs to no flow, such as a fragment or a
 * ping, ends all superframes, so that it is overtaken by nothing.
 */
public final class Coalescer {
    private static final int OPEN_FLOWS = 8;
    private static final int END = -1;
    private static final int USUAL_PACKETS = 16;

    private final boolean[] joins = new boolean[VnetHeader.GSO_UDP + 1];
    private final SuperframeWriter writer = new SuperframeWriter();
    private final OpenSuperframe[] open = new OpenSuperframe[OPEN_FLOWS];
    private int openCount;
    private int oldest;
    private FlowPacket spare = new FlowPacket();

    private byte[][] buffers = new byte[USUAL_PACKETS][];
    private int[] offsets = new int[USUAL_PACKETS];
    private int[] octets = new int[USUAL_PACKETS];
    private int[] next = new int[USUAL_PACKETS];
    private int packets;

    private int[] firsts = new int[USUAL_PACKETS];
    private int[] lasts = new int[USUAL_PACKETS];
    private boolean[] continues = new boolean[USUAL_PACKETS];
    private int superframes;

    /**
     * A coalescer of TCP.
     *
     * @param udp whether flows of UDP are coalesced as well
     */
    public Coalescer(boolean udp) {
        joins[VnetHeader.GSO_TCP4] = true;
        joins[VnetHeader.GSO_TCP6] = true;
        joins[VnetHeader.GSO_UDP] = udp;
        for (int i = 0; i < OPEN_FLOWS; i++) {
            open[i] = new OpenSuperframe();
        }
    }

    /** Joins no packets any more like those of that superframe, because the system refuses such. */
    public void giveUp(int superframe) {
        int first = firsts[superframe];
        if (spare.read(buffers[first], offsets[first], octets[first])) {
            joins[spare.gsoType()] = false;
        }
    }

    /** Forgets all packets. */
    public void clear() {
        Arrays.fill(buffers, 0, packets, null);
        spare.clear();
        for (OpenSuperframe superframe : open) {
            superframe.clear();
        }
        openCount = 0;
        oldest = 0;
        packets = 0;
        superframes = 0;
    }

    /** Adds the next packet, whose array must not change until {@link #clear}. */
    public void add(byte[] buffer, int offset, int length) {
        keep(buffer, offset, length);
        int packet = packets - 1;
        FlowPacket view = spare;
        if (!view.read(buffer, offset, length)) {
            openCount = 0;
            oldest = 0;
            continues[begin(packet)] = true;
            return;
        }
        int slot = find(view);
        if (slot >= 0 && open[slot].add(view)) {
            int superframe = open[slot].number();
            next[lasts[superframe]] = packet;
            lasts[superframe] = packet;
            return;
        }
        int number = begin(packet);
        // of a flow that is followed no more there may be something, too
        continues[number] = slot >= 0 || openCount == OPEN_FLOWS;
        OpenSuperframe opened = open[slot >= 0 ? slot : freeSlot()];
        spare = opened.begin(view, number, joins[view.gsoType()]);
    }

    private void keep(byte[] buffer, int offset, int length) {
        if (packets == buffers.length) {
            int capacity = 2 * packets;
            buffers = Arrays.copyOf(buffers, capacity);
            offsets = Arrays.copyOf(offsets, capacity);
            octets = Arrays.copyOf(octets, capacity);
            next = Arrays.copyOf(next, capacity);
            firsts = Arrays.copyOf(firsts, capacity);
            lasts = Arrays.copyOf(lasts, capacity);
            continues = Arrays.copyOf(continues, capacity);
        }
        buffers[packets] = buffer;
        offsets[packets] = offset;
        octets[packets] = length;
        next[packets] = END;
        packets++;
    }

    private int begin(int packet) {
        firsts[superframes] = packet;
        lasts[superframes] = packet;
        return superframes++;
    }

    private int find(FlowPacket view) {
        for (int i = 0; i < openCount; i++) {
            if (open[i].isOfFlow(view)) {
                return i;
            }
        }
        return -1;
    }

    private int freeSlot() {
        if (openCount < OPEN_FLOWS) {
            return openCount++;
        }
        int slot = oldest;
        oldest = (oldest + 1) % OPEN_FLOWS;
        return slot;
    }

    /** How many superframes and single packets there are. */
    public int superframes() {
        return superframes;
    }

    /** Whether it is no superframe, but a packet that stays as it is. */
    public boolean isSingle(int superframe) {
        return firsts[superframe] == lasts[superframe];
    }

    /** Whether something of its flow may stand in those before; so it is with what belongs to no flow. */
    public boolean mayContinue(int superframe) {
        return continues[superframe];
    }

    /** How many packets it has. */
    public int packets(int superframe) {
        int count = 0;
        for (int packet = firsts[superframe]; packet != END; packet = next[packet]) {
            count++;
        }
        return count;
    }

    /** Which packet of the batch, from 0, is the superframe's first. */
    public int first(int superframe) {
        return firsts[superframe];
    }

    /** The packet behind that one in its superframe, or less than 0. */
    public int next(int packet) {
        return next[packet];
    }

    /**
     * Writes vnet header and superframe.
     *
     * @param memory room for the longest IP packet and {@link VnetHeader#OCTETS}, in the machine's byte order
     * @return octets written
     */
    public int write(int superframe, ByteBuffer memory) {
        int first = firsts[superframe];
        writer.begin(memory, buffers[first], offsets[first], octets[first]);
        for (int packet = next[first]; packet != END; packet = next[packet]) {
            writer.append(buffers[packet], offsets[packet], octets[packet]);
        }
        return writer.end();
    }
}
