; Computes for ever, in rounds of some ten million instructions: loads, stores, arithmetic and flags of all widths,
; calls, branches and jumps through tables, in flat 32-bit code under paging and in 16-bit code with segments of its
; own. The double word at 600h counts the rounds. In eight rounds of sixteen, branches go ways that they never went in
; the eight before, and each round maps the memory that it works in elsewhere.
; nasm -f bin -o compute-guest.bin compute-guest.asm
        bits 16
        org 0x7c00

CODE32  equ 0x08
DATA32  equ 0x10
CODE16  equ 0x18
DATA16  equ 0x20

DIRECTORY equ 0x10000
TABLES  equ 0x11000                     ; one for 4 MiB as they are, one for the window behind them
ROUNDS  equ 0x600
WINDOW  equ 0x400000
BYTES   equ 0x10000
WORDS   equ WINDOW + BYTES
REPEATS equ 6                           ; each kernel in a round

        xor ax, ax
        mov ds, ax
        mov es, ax
        mov ax, 0x0201                  ; the second sector
        mov bx, second
        mov cx, 2
        xor dh, dh
        int 0x13
        cli
        in al, 0x92
        or al, 2
        out 0x92, al
        lgdt [gdtr]
        mov eax, cr0
        inc ax
        mov cr0, eax
        jmp CODE32:flat

gdtr:   dw gdt_end - gdt - 1
        dd gdt
gdt     equ $ - 8
        dq 0x00cf9b000000ffff
        dq 0x00cf93000000ffff
        dq 0x00009b000000ffff
        dq 0x000093020000ffff           ; from 20000h on
gdt_end:

        bits 32
flat:   push DATA32
        pop ds
        push DATA32
        pop es
        push DATA32
        pop ss
        mov esp, 0x7c00
        mov edi, DIRECTORY
        mov eax, TABLES | 7
        stosd
        add eax, 0x1000
        stosd
        mov edi, TABLES
        mov eax, 7
.page:  stosd
        add eax, 0x1000
        cmp edi, TABLES + 0x1000
        jb .page
        mov eax, DIRECTORY
        mov cr3, eax
        mov eax, cr0
        bts eax, 31
        mov cr0, eax

        and dword [ROUNDS], 0
round:  inc dword [ROUNDS]
        mov eax, [ROUNDS]
        shr eax, 4                      ; carry is bit 3
        sbb eax, eax
        mov [turn], eax
        mov eax, [ROUNDS]               ; the window lies at 2 MiB or at 3 MiB
        and eax, 1
        shl eax, 20
        add eax, 0x200007
        mov edi, TABLES + 0x1000
.page:  stosd
        add eax, 0x1000
        cmp edi, TABLES + 0x1000 + 4 * 64
        jb .page
        mov eax, cr3
        mov cr3, eax
        mov esi, kernels
.kernel:
        lodsd
        mov ecx, REPEATS
.again: push eax
        push ecx
        push esi
        call eax
        pop esi
        pop ecx
        pop eax
        loop .again
        cmp esi, kernels.end
        jb .kernel
        jmp round

        times 510 - ($ - $$) db 0
        dw 0xaa55
second:

; Eratosthenes, in bytes.
sieve:  mov edi, WINDOW
        mov ecx, BYTES / 4
        mov eax, 0x01010101
        rep stosd
        mov esi, 2
.next:  cmp byte [WINDOW + esi], 0
        je .composite
        mov edi, esi
.strike:
        add edi, esi
        cmp edi, BYTES
        jae .composite
        mov byte [WINDOW + edi], 0
        jmp .strike
.composite:
        inc esi
        cmp esi, BYTES
        jb .next
        ret

; Random numbers, and what depends on them.
mix:    mov ecx, 0x8000
.next:  imul edx, edx, 1664525
        add edx, 1013904223
        mov eax, edx
        shr eax, 16
        mov [WORDS + 2 * ecx], ax
        test edx, [turn]                ; zero for eight rounds
        jnz .odd
        add bl, al
        adc bh, [WORDS + 2 * ecx + 1]
        jmp .both
.odd:   sub [WORDS + 2 * ecx], dx
        sbb ebx, edi
        js .both
        rol word [WORDS + 2 * ecx], 3
.both:  cmp ax, bx
        setl al
        cmovb edi, edx
        xor [WORDS + 0x20000], edi
        bt edi, 5
        jc .bit
        neg edi
.bit:   dec ecx
        jnz .next
        ret

; Fibonacci's numbers, by definition; another way of the smallest when branches turn.
calls:  mov eax, 20
fib:    cmp eax, 2
        jb .small
        push eax
        dec eax
        call fib
        xchg eax, [esp]
        sub eax, 2
        call fib
        pop ecx
        add eax, ecx
        ret
.small: cmp [turn], al
        jl .turned
        ret
.turned:
        inc eax
        ret

; An interpreter of its own bytes.
interp: mov ecx, 0x4000
.restart:
        mov esi, program
.fetch: lodsb
        movzx eax, al
        jmp [operations + 4 * eax]
op_add: add ebx, [turn]
        jmp interp.fetch
op_xor: xor ebx, ecx
        jmp interp.fetch
op_loop:
        loop interp.restart
        ret

shorts: call CODE16:segments
        push DATA32
        pop ds
        push DATA32
        pop es
        ret

        bits 16
segments:
        push byte DATA16
        pop ds
        push byte DATA16
        pop es
        xor si, si
        mov cx, 0x8000
.next:  lodsw
        add ax, cx
        mov di, si
        mov bx, ax
        ror ax, 1
        stosw
        xor [di + 2], bl
        loop .next
        o32 retf

        align 4, db 0
kernels dd sieve, mix, calls, interp, shorts
.end:
operations dd op_add, op_xor, op_loop
program db 0, 1, 1, 0, 1, 0, 0, 2
turn    dd 0
        times 1024 - ($ - $$) db 0
