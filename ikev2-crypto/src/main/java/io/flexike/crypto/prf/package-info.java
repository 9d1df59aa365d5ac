/** Pseudorandom functions and prf+. */
package io.flexike.crypto.prf;
