package io.flexike.ike.simulation;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What can be done to a message or to what is inside it. */
final class Mutations {
    private static final int LENGTH_OFFSET = 24;

    private Mutations() {}

    /**
     * Cut at every octet, as it is and with the length in the header made true; and with one bit of every octet
     * flipped.
     */
    static List<byte[]> ofMessage(byte[] message, SeededRandom random) {
        List<byte[]> mutants = new ArrayList<>(ofContent(message, random));
        for (int length = 28; length < message.length; length++) {
            byte[] cut = Arrays.copyOf(message, length);
            ByteBuffer.wrap(cut).putInt(LENGTH_OFFSET, length);
            mutants.add(cut);
        }
        byte[] longer = Arrays.copyOf(message, message.length + 1 + random.nextInt(40));
        ByteBuffer.wrap(longer).putInt(LENGTH_OFFSET, longer.length);
        mutants.add(longer);
        return mutants;
    }

    /** Cut at every octet, longer, one bit of every octet flipped, every octet zero or all ones. */
    static List<byte[]> ofContent(byte[] content, SeededRandom random) {
        List<byte[]> mutants = new ArrayList<>();
        for (int i = 0; i < content.length; i++) {
            mutants.add(Arrays.copyOf(content, i));
            mutants.add(with(content, i, content[i] ^ 1 << random.nextInt(8)));
            mutants.add(with(content, i, 0));
            mutants.add(with(content, i, 0xff));
        }
        byte[] longer = Arrays.copyOf(content, content.length + 1 + random.nextInt(40));
        mutants.add(longer);
        return mutants;
    }

    /** A few of them, always the same for the same generator. */
    static List<byte[]> some(List<byte[]> mutants, int count, SeededRandom random) {
        List<byte[]> some = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            some.add(mutants.get(random.nextInt(mutants.size())));
        }
        return some;
    }

    private static byte[] with(byte[] octets, int index, int value) {
        byte[] mutant = octets.clone();
        mutant[index] = (byte) value;
        return mutant;
    }
}
