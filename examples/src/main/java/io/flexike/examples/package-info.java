/** Small programs that show how to use Flexike. */
package io.flexike.examples;
