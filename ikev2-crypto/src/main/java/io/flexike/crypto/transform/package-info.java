/** Names for the numbers of the IANA registries; unknown numbers survive a round trip. */
package io.flexike.crypto.transform;
