/** Hot guest code as JVM bytecode: finds regions, translates them to hidden classes, keeps them coherent with memory. */
package backplane.cpu.x86.translate;
