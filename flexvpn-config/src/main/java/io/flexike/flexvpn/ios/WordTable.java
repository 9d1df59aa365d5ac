package io.flexike.flexvpn.ios;

import io.flexike.crypto.transform.Transform;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The words that one place of the grammar allows, each for a transform. */
final class WordTable {
    private final Map<String, Transform> byWord = new LinkedHashMap<>();
    private final Map<Transform, String> byTransform = new LinkedHashMap<>();

    /** The first word of a transform is the one that is written. */
    WordTable with(String word, Transform transform) {
        byWord.put(word, transform);
        byTransform.putIfAbsent(transform, word);
        return this;
    }

    List<String> words() {
        return new ArrayList<>(byWord.keySet());
    }

    Optional<Transform> find(String word) {
        return Optional.ofNullable(byWord.get(word.toLowerCase(Locale.ROOT)));
    }

    Transform transform(String line, String word) {
        return find(word).orElseThrow(() -> new WordException(line, word, "\"" + word + "\" is unknown here", words()));
    }

    String word(Transform transform) {
        String word = byTransform.get(transform);
        if (word == null) {
            throw new IllegalArgumentException(
                    "a router has no word for " + transform + ", only for " + String.join(", ", words()));
        }
        return word;
    }
}
