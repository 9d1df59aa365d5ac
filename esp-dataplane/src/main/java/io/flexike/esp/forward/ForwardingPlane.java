package io.flexike.esp.forward;

import io.flexike.esp.net.DatagramBatch;
import io.flexike.esp.net.DatagramPort;
import io.flexike.esp.net.Encapsulation;
import io.flexike.esp.packet.Verdict;
import io.flexike.esp.sad.SpiTable;
import io.flexike.esp.tun.TunDevice;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Devices, ports and SAs, and one thread for each queue of a device and each port. Thread-safe.
 *
 * <p>Every thread is made by the thread that calls {@link #start}, or by the one that attaches a device or port later.
 */
public final class ForwardingPlane implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ForwardingPlane.class);
    private static final long JOIN_MILLIS = 5_000;
    /** Our own faults are logged that often, then only counted. */
    private static final int FAULTS_LOGGED = 10;

    private final ForwardObserver observer;
    private final InstantSource clock;
    private final SpiTable<SaPair> sas = new SpiTable<>();
    private final Map<String, Tunnel> tunnels = new ConcurrentHashMap<>();
    private final List<DatagramPort> ports = new CopyOnWriteArrayList<>();
    private final List<Thread> threads = new CopyOnWriteArrayList<>();
    private final DropCounters drops = new DropCounters();
    private final WaitingRoom waitingRoom = new WaitingRoom(drops);
    private final LongAdder keepalives = new LongAdder();
    private final LongAdder nonEsp = new LongAdder();
    private final AtomicLong faults = new AtomicLong();
    private boolean started;
    private boolean closed;

    /**
     * A plane of nothing yet.
     *
     * @param clock asked once for each batch
     */
    public ForwardingPlane(ForwardObserver observer, InstantSource clock) {
        this.observer = observer;
        this.clock = clock;
    }

    /** Adds a port, which belongs to the plane from now on if that succeeds. */
    public synchronized void attach(DatagramPort port) {
        checkOpen();
        ports.add(port);
        readOrForget(() -> startReading(port), () -> ports.remove(port));
    }

    /** Removes a port and closes it; its thread ends by itself. Does nothing if it was not attached. */
    public void detach(DatagramPort port) {
        if (ports.remove(port)) {
            closeQuietly(port.toString(), port);
        }
    }

    /** Adds a device, which belongs to the plane from now on if that succeeds. */
    public synchronized void attach(TunDevice device) {
        checkOpen();
        Tunnel tunnel = new Tunnel(device);
        if (tunnels.putIfAbsent(device.name(), tunnel) != null) {
            throw new IllegalArgumentException("there is already a tunnel " + device.name());
        }
        readOrForget(() -> startReading(tunnel), () -> tunnels.remove(device.name(), tunnel));
    }

    /** Without memory for another thread, for instance, who attaches something still owns it, and nobody uses it. */
    private void readOrForget(Runnable reading, Runnable forgetting) {
        if (!started) {
            return;
        }
        try {
            reading.run();
        } catch (RuntimeException | Error e) {
            forgetting.run();
            throw e;
        }
    }

    private void checkOpen() {
        if (closed) {
            throw new IllegalStateException("the data plane is closed");
        }
    }

    /** Begins to read. */
    public synchronized void start() {
        checkOpen();
        if (!started) {
            started = true;
            ports.forEach(this::startReading);
            tunnels.values().forEach(this::startReading);
        }
    }

    private void startReading(DatagramPort port) {
        InetSocketAddress local = port.localAddress();
        startThread("esp-" + port.encapsulation() + "-" + local.getPort(), new InboundWorker(this, port));
    }

    private void startReading(Tunnel tunnel) {
        // if a later one cannot be started, the first ones end when the device is closed
        for (int queue = 0; queue < tunnel.device().queues(); queue++) {
            String name = "esp-tun-" + tunnel.name() + (queue == 0 ? "" : "-" + queue);
            startThread(name, new OutboundWorker(this, tunnel, queue));
        }
    }

    private void startThread(String name, Runnable worker) {
        // those of tunnels that were detached; without this, their number would grow for ever
        threads.removeIf(ended -> !ended.isAlive());
        Thread thread = new Thread(worker, name);
        thread.setDaemon(true);
        thread.start();
        threads.add(thread);
    }

    /** The tunnel of that name, or null. */
    public @Nullable Tunnel tunnel(String name) {
        return tunnels.get(name);
    }

    /** All tunnels that are attached. */
    public Collection<Tunnel> tunnels() {
        return List.copyOf(tunnels.values());
    }

    /** Removes a device with its SAs and closes it. */
    public void detachTunnel(String name) throws IOException {
        Tunnel tunnel;
        synchronized (this) {
            tunnel = tunnels.remove(name);
        }
        if (tunnel == null) {
            return;
        }
        for (SaPair pair : sas.values()) {
            if (pair.tunnel() == tunnel) {
                remove(pair.inbound().spi());
            }
        }
        tunnel.device().close();
    }

    /** Keeps packets of that SPI for a moment, because a pair that receives on it is likely to be installed soon. */
    public synchronized void expect(int inboundSpi) {
        checkOpen();
        if (sas.get(inboundSpi) == null) {
            waitingRoom.expect(inboundSpi);
        }
    }

    /** Takes back {@link #expect}; packets that wait are dropped. */
    public void forget(int inboundSpi) {
        waitingRoom.forget(inboundSpi);
    }

    /**
     * Begins to accept a pair's packets, those that wait for it first; returns false and changes nothing if the inbound
     * SPI is taken.
     */
    public synchronized boolean installInbound(SaPair pair) {
        checkOpen();
        if (tunnels.get(pair.tunnel().name()) != pair.tunnel()) {
            throw new IllegalArgumentException("the tunnel " + pair.tunnel().name() + " was removed");
        }
        int spi = pair.inbound().spi();
        if (!waitingRoom.isExpected(spi)) {
            return sas.putIfAbsent(spi, pair);
        }
        waitingRoom.leave(spi, nowMillis(), waiting -> receive(pair, waiting), () -> sas.putIfAbsent(spi, pair));
        return true;
    }

    private void receive(SaPair pair, List<WaitingRoom.Packet> waiting) {
        EspReceiver receiver = new EspReceiver(this, waiting.size());
        for (WaitingRoom.Packet packet : waiting) {
            try {
                Verdict verdict = receiver.receive(
                        pair,
                        packet.buffer(),
                        0,
                        packet.octets(),
                        packet.trafficClass(),
                        packet.encapsulation(),
                        packet.remote(),
                        packet.sinceMillis());
                if (verdict != Verdict.ACCEPTED) {
                    drops.count(verdict);
                    pair.tunnel().drops().count(verdict);
                }
            } catch (RuntimeException | Error e) {
                fault("a packet that waited for", pair.tunnel().name(), 1, e);
            }
        }
        receiver.flush();
    }

    /** Begins to send through a pair. */
    public boolean installOutbound(int inboundSpi) {
        SaPair pair = sas.get(inboundSpi);
        return pair != null && pair.startSending();
    }

    /** Stops sending through a pair; it still receives. */
    public boolean removeOutbound(int inboundSpi) {
        SaPair pair = sas.get(inboundSpi);
        if (pair == null) {
            return false;
        }
        pair.stopSending();
        return true;
    }

    /** Sends a pair's packets along another path; returns false if there is no such pair. */
    public boolean move(int inboundSpi, SendPath path) {
        SaPair pair = sas.get(inboundSpi);
        if (pair == null) {
            return false;
        }
        pair.move(path);
        return true;
    }

    /** Removes both directions of a pair and forgets its keys. Returns the pair, for its counters. */
    public @Nullable SaPair remove(int inboundSpi) {
        SaPair pair = sas.remove(inboundSpi);
        if (pair != null) {
            pair.stopSending();
            pair.inbound().close();
        }
        return pair;
    }

    /** The ports to send from for that local address; empty if there is none. All of them have the same address. */
    public List<DatagramPort> portsFor(InetSocketAddress local, Encapsulation encapsulation) {
        return SendingPorts.find(ports, local, encapsulation);
    }

    /** Sends a datagram with the non-ESP marker. */
    public boolean sendNonEsp(DatagramPort port, InetSocketAddress remote, byte[] datagram) throws IOException {
        return send(port, remote, NonEsp.marked(datagram));
    }

    /** Sends a NAT keepalive. */
    public boolean sendKeepalive(DatagramPort port, InetSocketAddress remote) throws IOException {
        return send(port, remote, NonEsp.keepalive());
    }

    /** Sends a dummy through a pair; returns false if there is no such pair that sends, or it is of AH. */
    public boolean sendDummy(int inboundSpi, int octets) throws IOException {
        SaPair pair = sas.get(inboundSpi);
        return pair != null && pair.isSending() && !pair.outbound().isAh() && DummyPacket.send(pair, octets, observer);
    }

    private static boolean send(DatagramPort port, InetSocketAddress remote, byte[] datagram) throws IOException {
        DatagramBatch batch = DatagramBatch.forSending(1);
        batch.add(datagram, 0, datagram.length, remote);
        return port.send(batch) == 1;
    }

    public SpiTable<SaPair> sas() {
        return sas;
    }

    /** Packets dropped so far, those included that have waited in vain. */
    public Map<Verdict, Long> dropCounts() {
        waitingRoom.dropOverdue(nowMillis());
        return drops.read();
    }

    public long keepalivesReceived() {
        return keepalives.sum();
    }

    public long nonEspReceived() {
        return nonEsp.sum();
    }

    /** Threads that are kept, to be waited for. */
    int threadCount() {
        return threads.size();
    }

    DropCounters drops() {
        return drops;
    }

    WaitingRoom waitingRoom() {
        return waitingRoom;
    }

    ForwardObserver observer() {
        return observer;
    }

    long nowMillis() {
        return clock.millis();
    }

    void countKeepalive() {
        keepalives.increment();
    }

    void countNonEsp() {
        nonEsp.increment();
    }

    /** Our own fault costs the packets that met it; the thread lives on, because it serves all peers. */
    void fault(String what, Object of, int packets, Throwable fault) {
        drops.count(Verdict.INTERNAL_ERROR, packets);
        if (faults.incrementAndGet() <= FAULTS_LOGGED) {
            try {
                LOG.error("{} {} met a fault of ours and was dropped", what, of, fault);
            } catch (OutOfMemoryError e) {
                // it was counted; there is no memory to say more
            }
        }
    }

    /** Closes devices and ports, waits for the threads and forgets all keys. */
    @Override
    public void close() {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
        }
        tunnels.values().forEach(tunnel -> closeQuietly(tunnel.name(), tunnel.device()));
        ports.forEach(port -> closeQuietly(port.toString(), port));
        threads.forEach(ForwardingPlane::join);
        waitingRoom.close();
        sas.values().forEach(pair -> remove(pair.inbound().spi()));
    }

    private static void closeQuietly(String name, AutoCloseable resource) {
        try {
            resource.close();
        } catch (Exception e) {
            LOG.warn("{} did not close cleanly: {}", name, e.toString());
        }
    }

    private static void join(Thread thread) {
        if (thread == Thread.currentThread()) {
            return;
        }
        try {
            thread.join(JOIN_MILLIS);
            if (thread.isAlive()) {
                LOG.warn("thread {} did not end", thread.getName());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
