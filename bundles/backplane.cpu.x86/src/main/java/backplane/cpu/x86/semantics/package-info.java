/** What instructions compute, as pure functions of ints: both engines call the same ones. */
package backplane.cpu.x86.semantics;
