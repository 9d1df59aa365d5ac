package io.flexike.ike.error;

/** What a refusal rests on, as data from which its sentence is made. */
public interface Grounds {
    /** One sentence for a person: what was wrong and where, without secrets. */
    String sentence();
}
