; Runs random instruction streams, each from a known state, and prints a hash of the state each one leaves, a line per
; stream, through port E9. Loaded at 1 MiB by a multiboot loader (QEMU's -kernel) or placed there by the test; entered at
; `start` in flat 32-bit protected mode. The streams follow at STREAMS, STRIDE bytes each; see Stream.java.
;
; Memory: 32 MiB mapped one to one. DATA has four pages; streams work near the three borders between them. Page 2 comes
; in not present, page 3 read-only: the page fault handler hashes the fault and lends the page. At ALIAS one page shows
; whichever of two frames the stream maps there; at ALIAS_CODE one of two pages with a function.

        bits 32
        org 0x100000

STREAMS    equ 0x200000
STRIDE     equ 1000
TABLES     equ 0x180000                 ; directory, then page tables
DATA       equ 0x1000000
ALIAS      equ 0x1800000
ALIAS_CODE equ 0x1801000
FRAME_A    equ 0x1010000
FRAME_B    equ 0x1011000
CODE_A     equ 0x1012000
CODE_B     equ 0x1013000
STACK      equ 0x1020000                ; of the streams, grows down
INNER      equ 0x1030000                ; of ring 0 under ring 3
OWN        equ 0x1040000                ; of the code here
WINDOW     equ 128                      ; bytes hashed on each side of a border

header: dd 0x1badb002, 0x00010000, -(0x1badb002 + 0x00010000)
        dd header, header, 0, 0, start
count:  dd 0                            ; streams in this image, set by the test (offset 32)
detail: dd -1                           ; the stream whose every hashed value is printed (offset 36)
enter:  dd real - $$                    ; offset 40

; The way in from real mode, at FFFF:10 + real, for a test without a boot loader.
        bits 16
real:   o32 lgdt [cs:gdt_at - $$ + 0x10]
        mov eax, cr0
        or al, 1
        mov cr0, eax
        jmp dword 0x08:start
        bits 32

start:  cli
        cld
        mov eax, 0x10
        mov ds, eax
        mov esp, OWN
        lgdt [gdt_at]
        jmp 0x08:.flat
.flat:  mov eax, 0x10
        mov ds, eax
        mov es, eax
        mov ss, eax
        mov fs, eax
        mov gs, eax
        mov eax, 0x28
        ltr ax
        call vectors
        lidt [idt_at]
        call pages
        xor ebx, ebx
.next:  cmp ebx, [count]
        jae .done
        mov [index], ebx
        call one
        mov ebx, [index]
        inc ebx
        jmp .next
.done:  mov al, '.'
        out 0xe9, al
        mov al, 10
        out 0xe9, al
        mov eax, 0                      ; QEMU's isa-debug-exit ends the run
        out 0xf4, al
        hlt

; Fills the IDT: 20 exceptions, and 80h for the stream's end.
vectors:
        xor ebx, ebx
.next:  mov eax, ebx
        shl eax, 4
        add eax, entries
        mov edx, 0x8e00
        cmp ebx, 3
        jb .gate
        cmp ebx, 5
        ja .gate
        mov edx, 0xee00                 ; INT3 and INTO may come from ring 3
.gate:  call gate
        inc ebx
        cmp ebx, 20
        jb .next
        mov ebx, 0x80
        mov eax, finished
        mov edx, 0xee00
gate:   mov [idt + ebx * 8], ax
        mov word [idt + ebx * 8 + 2], 8
        mov [idt + ebx * 8 + 4], edx
        shr eax, 16
        mov [idt + ebx * 8 + 6], ax
        ret

pages:  mov edi, TABLES
        mov eax, TABLES + 0x1007
        mov ecx, 8
.directory:
        stosd
        add eax, 0x1000
        loop .directory
        mov ecx, 1024 - 8
        xor eax, eax
        rep stosd
        mov eax, 7
        mov ecx, 8 * 1024
.table: stosd
        add eax, 0x1000
        loop .table
        mov dword [CODE_A], 0xc3c00390  ; nop; add eax, eax; ret
        mov dword [CODE_B], 0xc3d0f790  ; nop; not eax; ret
        mov eax, TABLES
        mov cr3, eax
        mov eax, cr0
        and eax, ~0x2000000c            ; EM, TS
        or eax, 0x80010022              ; PG, WP, NE, MP
        mov cr0, eax
        ret

; Sets the state of stream [index] and enters it. Ends in `report`, which returns from here.
one:    mov [back], esp
        mov eax, STRIDE
        mul dword [index]
        lea esi, [eax + STREAMS]
        mov [stream], esi
        mov dword [faults], 0
        mov dword [steps], 0
        mov dword [hash], 0x811c9dc5
        mov eax, [esi + 36]             ; fill the windows
        mov edi, DATA + 0x1000 - WINDOW
        mov edx, 3
.fill:  mov ecx, WINDOW * 2 / 4
.word:  imul eax, eax, 1664525
        add eax, 1013904223
        mov [edi], eax
        ror dword [edi], 13
        add edi, 4
        loop .word
        add edi, 0x1000 - WINDOW * 2
        dec edx
        jnz .fill
        mov eax, [DATA + 0x1000]
        mov [FRAME_A], eax
        not eax
        mov [FRAME_B], eax
        mov dword [TABLES + 0x1000 + (DATA >> 12) * 4 + 8], (DATA + 0x2000) | 6
        mov dword [TABLES + 0x1000 + (DATA >> 12) * 4 + 12], (DATA + 0x3000) | 5
        mov dword [TABLES + 0x1000 + (ALIAS >> 12) * 4], FRAME_A | 7
        mov dword [TABLES + 0x1000 + (ALIAS_CODE >> 12) * 4], CODE_A | 7
        mov eax, cr3
        mov cr3, eax
        fninit
        fldcw [esi + 40]
        cmp dword [esi + 32], 0
        jne .ring3
        mov esp, STACK
        push dword [esi + 44]
        push dword 0x08
        jmp .enter
.ring3: mov eax, 0x23
        mov ds, eax
        mov es, eax
        push eax
        push dword STACK
        push dword [esi + 44]
        push dword 0x1b
.enter: lea eax, [esi + 48]
        push eax
        mov eax, [esi]
        mov ecx, [esi + 4]
        mov edx, [esi + 8]
        mov ebx, [esi + 12]
        mov ebp, [esi + 20]
        mov edi, [esi + 28]
        mov esi, [esi + 24]
        iretd

; One entry of 16 bytes for each exception.
        align 16
entries:
%assign v 0
%rep 20
        align 16
  %if v = 8 || (v >= 10 && v <= 14) || v = 17
        push strict dword v
  %else
        push byte 0
        push byte v
  %endif
        jmp near exception
  %assign v v + 1
%endrep
        align 8

; Stack: vector, code, EIP, CS, EFLAGS and from ring 3 ESP, SS.
exception:
        pushad
        cld
        mov eax, 0x10
        mov ds, eax
        mov es, eax
        mov eax, [esp + 32]
        call mix
        mov eax, [esp + 36]             ; QEMU reads before it modifies: a missing page is a read fault there
        test al, 1
        jnz .code
        and al, ~2
.code:  call mix
        mov eax, [esp + 40]
        call mix
        cmp dword [esp + 32], 14
        je page_fault
        cmp dword [esp + 32], 1
        je debug
        cmp dword [esp + 32], 3
        je resume
        cmp dword [esp + 32], 4
        je resume
report: lea ebp, [esp + 40]
        jmp state

page_fault:
        mov eax, cr2
        call mix
        inc dword [faults]
        cmp dword [faults], 16
        ja report
        mov eax, cr2
        mov edx, eax
        shr edx, 12
        cmp edx, 0x2000
        jae report
        or dword [TABLES + 0x1000 + edx * 4], 7
        invlpg [eax]
        jmp resume

debug:  inc dword [steps]
        cmp dword [steps], 5
        jb resume
        mov dword [steps], 0
        and dword [esp + 48], ~0x100
resume: test byte [esp + 44], 3
        jz .kernel
        mov eax, 0x23
        mov ds, eax
        mov es, eax
.kernel:
        popad
        add esp, 8
        iretd

finished:
        push byte 0
        push byte 0
        pushad
        cld
        mov eax, 0x10
        mov ds, eax
        mov es, eax
        lea ebp, [esp + 40]

; EBP: EIP, CS, EFLAGS (, ESP, SS); ESP: what PUSHAD left. Hashes all that and prints the line.
state:  mov ebx, 7
.next:  cmp ebx, 3
        je .skip
        mov eax, [esp + ebx * 4]
        call mix
.skip:  dec ebx
        jns .next
        mov eax, [ebp + 8]
        and eax, 0xcd5
        call mix
        lea eax, [ebp + 12]
        test byte [ebp + 4], 3
        jz .kernel
        mov eax, [eax]
.kernel:
        call mix
        mov eax, [ALIAS]
        call mix
        mov eax, [FRAME_A]
        call mix
        mov eax, [FRAME_B]
        call mix
        mov esi, DATA + 0x1000 - WINDOW
        mov ebx, 3
.window:
        mov ecx, WINDOW * 2 / 4
.word:  mov eax, [esi]
        call mix
        add esi, 4
        loop .word
        add esi, 0x1000 - WINDOW * 2
        dec ebx
        jnz .window
        mov eax, [hash]
        call hex
        mov al, 10
        out 0xe9, al
        mov esp, [back]
        ret

; Mixes EAX into the hash. Changes EAX and EDX.
mix:    mov edx, [index]
        cmp edx, [detail]
        jne .quiet
        push eax
        call hex
        mov al, ' '
        out 0xe9, al
        pop eax
.quiet: xor eax, [hash]
        imul eax, eax, 0x01000193
        mov edx, eax
        shr edx, 15
        xor eax, edx
        mov [hash], eax
        ret

; Prints EAX.
hex:    push ecx
        mov edx, eax
        mov ecx, 8
.digit: rol edx, 4
        mov eax, edx
        and eax, 15
        mov al, [digits + eax]
        out 0xe9, al
        loop .digit
        pop ecx
        ret

digits: db '0123456789abcdef'
        align 8
gdt:    dq 0
        dq 0x00cf9a000000ffff           ; 08 code
        dq 0x00cf92000000ffff           ; 10 data
        dq 0x00cffa000000ffff           ; 1b code of ring 3
        dq 0x00cff2000000ffff           ; 23 data of ring 3
        dw 103, tss - $$                ; 28 task state
        db 0x10, 0x89, 0, 0
gdt_at: dw $ - gdt - 1
        dd gdt
idt_at: dw 0x81 * 8 - 1
        dd idt
        align 4
index:  dd 0
stream: dd 0
back:   dd 0
faults: dd 0
steps:  dd 0
hash:   dd 0
tss:    dd 0, INNER, 0x10
        times 104 - 12 - 2 db 0
        dw 104
idt:    times 0x81 dq 0
