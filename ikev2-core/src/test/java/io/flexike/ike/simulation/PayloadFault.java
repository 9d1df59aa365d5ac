package io.flexike.ike.simulation;

import io.flexike.ike.payload.PayloadType;
import io.flexike.ike.simulation.RawPayloads.Raw;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** What a peer that holds the keys may do to the payloads of a message. */
enum PayloadFault {
    OMIT_PAYLOAD,
    REPEAT_PAYLOAD,
    EMPTY_PAYLOAD,
    SHUFFLE_PAYLOADS,
    FLIP_BIT,
    RESERVED_BITS,
    UNKNOWN_PAYLOAD,
    UNKNOWN_CRITICAL_PAYLOAD,
    KE_ZERO,
    KE_ONE,
    KE_EMPTY,
    KE_TOO_LONG,
    KEY_LENGTH_WRONG,
    KEY_LENGTH_ZERO,
    KEY_LENGTH_REPEATED,
    PROPOSAL_PROTOCOL_WRONG,
    REKEY_PROTOCOL_WRONG,
    NOTIFY_OMITTED,
    NOTIFY_ADDED,
    COOKIE_BOGUS,
    SELECTORS_NONE,
    SELECTOR_LENGTH_WRONG;

    private static final int SA = PayloadType.SA.value();
    private static final int KE = PayloadType.KE.value();
    private static final int NOTIFY = PayloadType.NOTIFY.value();
    private static final int[] SELECTORS = {PayloadType.TSI.value(), PayloadType.TSR.value()};
    private static final int COOKIE = 16390;
    private static final int REKEY_SA = 16393;
    private static final int KE_FIXED_OCTETS = 4;
    private static final int CRITICAL = 0x80;

    /** Statuses and errors that engines act upon, and one that nobody knows. */
    private static final int[] NOTIFIES = {
        1, 4, 5, 7, 9, 11, 14, 17, 24, 34, 35, 36, 37, 38, 39, 43, 44, 16384, 16385, 16387, 16390, 16391, 16393, 16394,
        16395, 16396, 16400, 16403, 16404, 16406, 16407, 16408, 16418, 16419, 16420, 16422, 16430, 16431, 16435, 16436,
        16437, 16438, 16445, 16446, 40960, 8191
    };

    /** The spoilt chain, empty if the message has nothing that could be spoilt like this. */
    Optional<RawPayloads> apply(RawPayloads chain, SeededRandom random) {
        return switch (this) {
            case OMIT_PAYLOAD -> at(chain, random).map(chain::without);
            case REPEAT_PAYLOAD ->
                at(chain, random)
                        .map(position -> chain.inserted(position, chain.list().get(position)));
            case EMPTY_PAYLOAD -> change(chain, random, body -> new byte[0]);
            case SHUFFLE_PAYLOADS -> {
                List<Raw> shuffled = new ArrayList<>(chain.list());
                Collections.shuffle(shuffled, new java.util.Random(random.nextLong()));
                yield Optional.of(new RawPayloads(shuffled));
            }
            case FLIP_BIT -> change(chain, random, body -> flipped(body, random));
            case RESERVED_BITS ->
                at(chain, random).map(position -> {
                    Raw raw = chain.list().get(position);
                    return chain.with(position, new Raw(raw.type(), 1 + random.nextInt(CRITICAL - 1), raw.body()));
                });
            case UNKNOWN_PAYLOAD -> Optional.of(withUnknown(chain, 0, random));
            case UNKNOWN_CRITICAL_PAYLOAD -> Optional.of(withUnknown(chain, CRITICAL, random));
            case KE_ZERO -> change(chain, random, body -> keyExchange(body, body.length - KE_FIXED_OCTETS, 0), KE);
            case KE_ONE -> change(chain, random, body -> keyExchange(body, body.length - KE_FIXED_OCTETS, 1), KE);
            case KE_EMPTY -> change(chain, random, body -> Arrays.copyOf(body, KE_FIXED_OCTETS), KE);
            case KE_TOO_LONG ->
                change(chain, random, body -> Arrays.copyOf(body, body.length + 1 + random.nextInt(2000)), KE);
            case KEY_LENGTH_WRONG -> change(chain, random, body -> keyLength(body, random.nextInt(0x10000)), SA);
            case KEY_LENGTH_ZERO -> change(chain, random, body -> keyLength(body, 0), SA);
            case KEY_LENGTH_REPEATED -> change(chain, random, PayloadFault::repeatedKeyLength, SA);
            case PROPOSAL_PROTOCOL_WRONG -> change(chain, random, body -> with(body, 5, random.nextInt(6)), SA);
            case REKEY_PROTOCOL_WRONG ->
                notify(chain, REKEY_SA)
                        .map(at -> chain.with(at, spoilt(chain, at, body -> with(body, 0, random.nextInt(4)))));
            case NOTIFY_OMITTED -> at(chain, random, NOTIFY).map(chain::without);
            case NOTIFY_ADDED ->
                Optional.of(chain.inserted(
                        random.nextInt(chain.list().size() + 1), new Raw(NOTIFY, 0, randomNotify(random))));
            case COOKIE_BOGUS -> Optional.of(bogusCookie(chain, random));
            case SELECTORS_NONE -> change(chain, random, body -> new byte[4], SELECTORS);
            case SELECTOR_LENGTH_WRONG ->
                change(chain, random, body -> with(body, 6 + random.nextInt(2), random.nextInt(256)), SELECTORS);
        };
    }

    @FunctionalInterface
    private interface BodyChange {
        byte[] apply(byte[] body);
    }

    private static Optional<Integer> at(RawPayloads chain, SeededRandom random, int... types) {
        List<Integer> positions = chain.positions(types);
        return positions.isEmpty() ? Optional.empty() : Optional.of(positions.get(random.nextInt(positions.size())));
    }

    private static Optional<RawPayloads> change(
            RawPayloads chain, SeededRandom random, BodyChange change, int... types) {
        return at(chain, random, types).map(position -> chain.with(position, spoilt(chain, position, change)));
    }

    private static Raw spoilt(RawPayloads chain, int position, BodyChange change) {
        Raw raw = chain.list().get(position);
        return raw.withBody(change.apply(raw.body()));
    }

    private static Optional<Integer> notify(RawPayloads chain, int type) {
        return chain.positions(NOTIFY).stream()
                .filter(position ->
                        (ByteBuffer.wrap(chain.list().get(position).body()).getShort(2) & 0xffff) == type)
                .findFirst();
    }

    private static byte[] flipped(byte[] body, SeededRandom random) {
        if (body.length == 0) {
            return body;
        }
        int bit = random.nextInt(body.length * 8);
        return with(body, bit / 8, body[bit / 8] ^ 1 << bit % 8);
    }

    private static RawPayloads withUnknown(RawPayloads chain, int flags, SeededRandom random) {
        byte[] body = new byte[random.nextInt(40)];
        random.nextBytes(body);
        int type = random.nextBoolean() ? 200 : 1 + random.nextInt(32);
        return chain.inserted(random.nextInt(chain.list().size() + 1), new Raw(type, flags, body));
    }

    private static byte[] keyExchange(byte[] body, int octets, int lastOctet) {
        byte[] changed = Arrays.copyOf(Arrays.copyOf(body, KE_FIXED_OCTETS), KE_FIXED_OCTETS + octets);
        if (octets > 0) {
            changed[changed.length - 1] = (byte) lastOctet;
        }
        return changed;
    }

    /** Every key length attribute (type 14 in the short form, RFC 7296 3.3.5) of the payload. */
    private static byte[] keyLength(byte[] body, int bits) {
        byte[] changed = body.clone();
        for (int i = 0; i + 3 < changed.length; i++) {
            if ((changed[i] & 0xff) == 0x80 && changed[i + 1] == 14) {
                changed[i + 2] = (byte) (bits >> 8);
                changed[i + 3] = (byte) bits;
            }
        }
        return changed;
    }

    /** The first transform with attributes gets them twice; the lengths around it are made true. */
    private static byte[] repeatedKeyLength(byte[] body) {
        for (int i = 8; i + 3 < body.length; i++) {
            if ((body[i] & 0xff) == 0x80 && body[i + 1] == 14) {
                ByteBuffer longer = ByteBuffer.allocate(body.length + 4);
                longer.put(body, 0, i + 4).put(body, i, body.length - i);
                int transform = i - 8;
                longer.putShort(transform + 2, (short) (longer.getShort(transform + 2) + 4));
                longer.putShort(2, (short) (longer.getShort(2) + 4));
                return longer.array();
            }
        }
        return body;
    }

    private static byte[] randomNotify(SeededRandom random) {
        int spiOctets = new int[] {0, 0, 4, 8, 255}[random.nextInt(5)];
        byte[] data = new byte[random.nextInt(30)];
        random.nextBytes(data);
        ByteBuffer notify = ByteBuffer.allocate(4 + (spiOctets == 255 ? 0 : spiOctets) + data.length);
        notify.put((byte) random.nextInt(4)).put((byte) spiOctets);
        notify.putShort((short) NOTIFIES[random.nextInt(NOTIFIES.length)]);
        notify.position(notify.capacity() - data.length);
        return notify.put(data).array();
    }

    private static RawPayloads bogusCookie(RawPayloads chain, SeededRandom random) {
        byte[] cookie = new byte[4 + random.nextInt(66)];
        random.nextBytes(cookie);
        ByteBuffer.wrap(cookie).putShort((short) 0).putShort((short) COOKIE);
        return notify(chain, COOKIE)
                .map(position -> chain.with(position, new Raw(NOTIFY, 0, cookie)))
                .orElseGet(() -> chain.inserted(0, new Raw(NOTIFY, 0, cookie)));
    }

    private static byte[] with(byte[] octets, int index, int value) {
        if (index >= octets.length) {
            return octets;
        }
        byte[] changed = octets.clone();
        changed[index] = (byte) value;
        return changed;
    }
}
