package io.flexike.ike.simulation;

import io.flexike.ike.error.IkeProtocolException;
import io.flexike.ike.message.NonEspMarker;
import io.flexike.ike.session.IkeKeyLogEntry;
import io.flexike.ike.simulation.Fault.AtAnEnd;
import io.flexike.ike.simulation.Fault.InFragments;
import io.flexike.ike.simulation.Fault.OnTheWire;
import io.flexike.ike.simulation.Fault.OutsideSk;
import io.flexike.ike.simulation.RawPayloads.Raw;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The wire between two ends, on which one fault happens to one message. All of it follows from a seed. */
final class FaultyWire {
    private static final int HEADER_OCTETS = 28;
    private static final int NEXT_PAYLOAD = 16;
    private static final int VERSION = 17;
    private static final int EXCHANGE = 18;
    private static final int FLAGS = 19;
    private static final int LENGTH = 24;
    private static final int SK = 46;
    private static final int SKF = 53;
    private static final int IKE_SA_INIT = 34;
    private static final byte[] COOKIE = {0, 0, 0x40, 0x06};

    private final Simulation simulation;
    private final SimulatedEndpoint left;
    private final SimulatedEndpoint right;
    private final Optional<SimulatedNat> nat;
    private final Fault fault;
    private final SeededRandom random;
    private final List<NetworkPacket> seen = new ArrayList<>();
    private Optional<String> struck = Optional.empty();
    private int toPass;
    private boolean injecting;

    /** @param toPass so many messages pass before the fault happens to the next one that it can happen to */
    FaultyWire(
            SimulatedEndpoint left,
            SimulatedEndpoint right,
            Optional<SimulatedNat> nat,
            Fault fault,
            int toPass,
            SeededRandom random) {
        this.simulation = left.simulation();
        this.left = left;
        this.right = right;
        this.nat = nat;
        this.fault = fault;
        this.toPass = toPass;
        this.random = random;
        simulation.network().dropIf(this::intercept);
    }

    /** What is sent instead of a message. */
    private record Late(byte[] message, Duration delay) {
        static Late now(byte[] message) {
            return new Late(message, Duration.ZERO);
        }
    }

    /** What happened, once it has. */
    Optional<String> struck() {
        return struck;
    }

    /** From now on nothing happens any more. */
    void mend() {
        toPass = Integer.MAX_VALUE;
        left.dataPlane().letInstallationsSucceed();
        right.dataPlane().letInstallationsSucceed();
    }

    private boolean intercept(NetworkPacket packet) {
        if (injecting || !isIke(packet) || !isBetweenThem(packet)) {
            return false;
        }
        seen.add(packet);
        if (struck.isPresent() || toPass-- > 0) {
            return false;
        }
        byte[] message = NonEspMarker.isPresent(packet.octets())
                ? NonEspMarker.remove(packet.octets())
                : packet.octets().clone();
        Optional<List<Late>> instead = strike(message);
        instead.ifPresent(messages -> {
            struck = Optional.of(fault + " at message " + seen.size() + ", exchange " + message[EXCHANGE] + " at "
                    + simulation.clock().elapsed());
            messages.forEach(late -> simulation.after(late.delay(), () -> inject(packet, late.message())));
        });
        return instead.isPresent();
    }

    private void inject(NetworkPacket model, byte[] message) {
        injecting = true;
        simulation
                .network()
                .inject(model.withOctets(
                        NonEspMarker.isPresent(model.octets()) ? NonEspMarker.prepend(message) : message));
        injecting = false;
    }

    private static boolean isIke(NetworkPacket packet) {
        return packet.isDatagram()
                && packet.octets().length > HEADER_OCTETS
                && (packet.source().getPort() == 500
                        || packet.destination().getPort() == 500
                        || NonEspMarker.isPresent(packet.octets()));
    }

    private boolean isBetweenThem(NetworkPacket packet) {
        return left.seenAs().contains(packet.source().getAddress())
                || left.seenAs().contains(packet.destination().getAddress());
    }

    /** Nothing if the fault cannot happen to this message. */
    private Optional<List<Late>> strike(byte[] message) {
        if (fault instanceof OnTheWire kind) {
            return strike(kind, message);
        } else if (fault instanceof Fault.InPayloads kind) {
            return spoil(kind.kind(), message);
        } else if (fault instanceof OutsideSk kind) {
            return sealed(message).map(envelope -> {
                int critical = kind == OutsideSk.UNKNOWN_CRITICAL_PAYLOAD_OUTSIDE ? 0x80 : 0;
                return List.of(Late.now(envelope.behind(new Raw(200, critical, new byte[random.nextInt(30)]))));
            });
        } else if (fault instanceof InFragments kind) {
            return sealed(message).map(envelope -> strike(kind, envelope));
        } else {
            strike((AtAnEnd) fault);
            return Optional.of(List.of(Late.now(message)));
        }
    }

    private Optional<List<Late>> strike(OnTheWire kind, byte[] message) {
        int octets = message.length;
        return switch (kind) {
            case DROP -> Optional.of(List.of());
            case DUPLICATE ->
                Optional.of(List.of(Late.now(message), new Late(message, Duration.ofMillis(random.nextInt(2000)))));
            case DELAY -> Optional.of(List.of(new Late(message, Duration.ofMillis(500 + random.nextInt(20_000)))));
            case REORDER -> Optional.of(List.of(new Late(message, Duration.ofMillis(11 + random.nextInt(40)))));
            case REPLAY_OLD -> {
                NetworkPacket old = seen.get(random.nextInt(seen.size()));
                simulation.after(Duration.ofMillis(random.nextInt(3000)), () -> {
                    injecting = true;
                    simulation.network().inject(old);
                    injecting = false;
                });
                yield Optional.of(List.of(Late.now(message)));
            }
            case TRUNCATE -> Optional.of(List.of(Late.now(Arrays.copyOf(message, random.nextInt(octets)))));
            case TRUNCATE_WITH_TRUE_LENGTH -> {
                byte[] cut = Arrays.copyOf(message, HEADER_OCTETS + random.nextInt(octets - HEADER_OCTETS));
                ByteBuffer.wrap(cut).putInt(LENGTH, cut.length);
                yield Optional.of(List.of(Late.now(cut)));
            }
            case FLIP_BIT_ON_WIRE -> {
                int bit = random.nextInt(octets * 8);
                message[bit / 8] ^= (byte) (1 << bit % 8);
                yield Optional.of(List.of(Late.now(message)));
            }
            case MAJOR_VERSION -> Optional.of(List.of(Late.now(with(message, VERSION, random.nextInt(16) << 4))));
            case MINOR_VERSION -> Optional.of(List.of(Late.now(with(message, VERSION, 0x20 | random.nextInt(16)))));
            case RESERVED_FLAGS ->
                Optional.of(List.of(Late.now(with(message, FLAGS, message[FLAGS] ^ random.nextInt(32) << 3 & 0xc7))));
            case COOKIE_LATE ->
                message[EXCHANGE] == IKE_SA_INIT
                                && message[NEXT_PAYLOAD] == 41
                                && Arrays.equals(COOKIE, Arrays.copyOfRange(message, 32, 36))
                        ? Optional.of(List.of(new Late(message, Duration.ofMillis(1000L + random.nextInt(300_000)))))
                        : Optional.empty();
        };
    }

    private Optional<List<Late>> spoil(PayloadFault kind, byte[] message) {
        if (message[NEXT_PAYLOAD] == SKF) {
            return Optional.empty();
        }
        if (message[NEXT_PAYLOAD] != SK) {
            RawPayloads chain = RawPayloads.decode(
                    message[NEXT_PAYLOAD] & 0xff, Arrays.copyOfRange(message, HEADER_OCTETS, message.length));
            return kind.apply(chain, random).map(spoilt -> {
                byte[] octets = spoilt.encode();
                byte[] whole = Arrays.copyOf(Arrays.copyOf(message, HEADER_OCTETS), HEADER_OCTETS + octets.length);
                System.arraycopy(octets, 0, whole, HEADER_OCTETS, octets.length);
                ByteBuffer.wrap(whole).put(NEXT_PAYLOAD, (byte) spoilt.first()).putInt(LENGTH, whole.length);
                return List.of(Late.now(whole));
            });
        }
        return sealed(message)
                .flatMap(envelope -> kind.apply(envelope.payloads(), random)
                        .map(spoilt -> List.of(Late.now(envelope.with(spoilt.encode(), spoilt.first(), -1)))));
    }

    private List<Late> strike(InFragments kind, SealedContent sealed) {
        int total = 2 + random.nextInt(3);
        int victim = random.nextInt(total);
        List<Late> fragments = new ArrayList<>();
        try {
            for (int i = 0; i < total; i++) {
                int number = kind == InFragments.FRAGMENTS_RENUMBERED ? 1 + random.nextInt(total) : i + 1;
                int said = kind == InFragments.TOTAL_CHANGED && i == victim ? total + 1 + random.nextInt(3) : total;
                Late fragment = Late.now(sealed.fragment(i, total, number, said));
                if (kind != InFragments.FRAGMENT_LOST || i != victim) {
                    fragments.add(fragment);
                }
                if (kind == InFragments.FRAGMENT_REPEATED && i == victim) {
                    fragments.add(fragment);
                }
            }
        } catch (IkeProtocolException e) {
            throw new AssertionError("a message that an engine sent", e);
        }
        return fragments;
    }

    private void strike(AtAnEnd kind) {
        SimulatedEndpoint end = random.nextBoolean() ? left : right;
        switch (kind) {
            case INSTALLATION_FAILS -> end.dataPlane().failNextInstallation("as the test wants it");
            case CLOCK_FORWARD -> end.clockJumps(Duration.ofMillis(1 + random.nextInt(40 * 60_000)));
            case CLOCK_BACK -> end.clockJumps(Duration.ofMillis(-1 - random.nextInt(10_000)));
            case NAT_REBINDS -> nat.ifPresent(SimulatedNat::rebind);
            case NAT_CHANGES_ADDRESS -> nat.ifPresent(box -> box.rebind(FaultRun.OTHER_OUTSIDE));
        }
    }

    private Optional<SealedContent> sealed(byte[] message) {
        if (message[NEXT_PAYLOAD] != SK) {
            return Optional.empty();
        }
        List<IkeKeyLogEntry> keys = new ArrayList<>(left.keyLog());
        keys.addAll(right.keyLog());
        return SealedContent.of(message, keys);
    }

    private static byte[] with(byte[] message, int index, int value) {
        byte[] changed = message.clone();
        changed[index] = (byte) value;
        return changed;
    }
}
