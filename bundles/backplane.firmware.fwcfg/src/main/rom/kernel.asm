; The option ROM of -kernel: loads what the firmware configuration device holds, and starts it.
;
; Built by KernelRomTest with nasm, which sets the two checksum bytes afterwards. BIOS Boot Specification 1.01, Linux's
; Documentation/x86/boot.rst, Multiboot Specification 0.6.96, QEMU's docs/specs/fw_cfg.
;
; Where things go is in the device: the ROM only carries them there, in real mode, with the device's DMA, which reaches
; all memory. It changes nothing of itself and keeps nothing.

        cpu 486
        bits 16
        org 0

ROM_SIZE        equ 2048

SELECTOR        equ 0x510               ; of the device; the data port follows
DMA_LOW         equ 0x518
DMA_READ        equ 0x0a                ; select the key, and read
ERROR           equ 0x01000000          ; in the descriptor's first word, big-endian

KERNEL_ADDR     equ 0x07                ; keys
KERNEL_SIZE     equ 0x08
INITRD_ADDR     equ 0x0a
INITRD_SIZE     equ 0x0b
KERNEL_ENTRY    equ 0x10
KERNEL_DATA     equ 0x11
INITRD_DATA     equ 0x12
CMDLINE_ADDR    equ 0x13
CMDLINE_SIZE    equ 0x14
CMDLINE_DATA    equ 0x15
SETUP_ADDR      equ 0x16
SETUP_SIZE      equ 0x17
SETUP_DATA      equ 0x18

MULTIBOOT       equ 0x2badb002          ; in EAX at the kernel's entry
mbi.lower       equ 4                   ; multiboot information
mbi.upper       equ 8
mbi.map_length  equ 44
mbi.map         equ 48

ENTRY_SIZE      equ 20                  ; of the E820 map
SMAP            equ 0x534d4150
MAP_ENTRIES     equ 32

        db 0x55, 0xaa, ROM_SIZE / 512
        jmp near init
        times 0x1a - ($ - $$) db 0
        dw pnp
        times 0x20 - ($ - $$) db 0

pnp:    db "$PnP", 1, 2                 ; version, length / 16
        dw 0                            ; no further header
        db 0, 0                         ; reserved, checksum
        dd 0
        dw maker, product
        db 0, 0x80, 0                   ; other device
        db 0x64                         ; cacheable, may be shadowed, boot device
        dw 0                            ; no boot connection vector
        dw 0                            ; no disconnect vector
        dw boot                         ; bootstrap entry vector
        dw 0, 0

maker:  db "Backplane", 0
product: db "Backplane kernel loader", 0
failed: db "The kernel cannot be read.", 13, 10, 0

; Called in the scan.
init:   mov ax, 0x0020                  ; an initial program load device
        retf

; The bootstrap entry vector. Comes back only when the device fails.
boot:   cld
        mov ax, SETUP_SIZE
        call number
        test eax, eax
        jz multiboot

; Linux: real-mode code, command line and initial RAM disk, then the kernel.
        mov ax, KERNEL_ADDR | KERNEL_DATA << 8
        call fetch
        mov ax, CMDLINE_ADDR | CMDLINE_DATA << 8
        call fetch
        mov ax, SETUP_ADDR | SETUP_DATA << 8
        call fetch
        mov ax, INITRD_SIZE
        call number
        test eax, eax
        jz .enter
        mov ax, INITRD_ADDR | INITRD_DATA << 8
        call fetch
.enter: mov ax, CMDLINE_ADDR
        call number
        mov ecx, eax
        mov ax, SETUP_ADDR
        call number
        sub ecx, eax                    ; the stack ends below the command line
        sub ecx, 16
        shr eax, 4
        cli
        mov ds, ax
        mov es, ax
        mov fs, ax
        mov gs, ax
        mov ss, ax
        mov esp, ecx
        add ax, 0x20
        push ax
        push word 0
        xor eax, eax
        xor ebx, ebx
        xor ecx, ecx
        xor edx, edx
        xor esi, esi
        xor edi, edi
        xor ebp, ebp
        retf

; A multiboot kernel: the kernel with its modules and strings, then the information block, which the memory map is
; put behind.
multiboot:
        mov ax, KERNEL_ADDR | KERNEL_DATA << 8
        call fetch
        mov ax, INITRD_ADDR | INITRD_DATA << 8
        call fetch
        mov ax, INITRD_ADDR
        call number
        mov esi, eax                    ; ESI the information block, DS its segment
        shr eax, 4
        mov ds, ax
        mov es, ax
        mov di, [mbi.map]
        sub di, si
        push di
        int 0x12
        movzx eax, ax
        mov [mbi.lower], eax
        xor ebx, ebx
.entry: add di, 4
        mov eax, 0xe820
        mov edx, SMAP
        mov ecx, ENTRY_SIZE
        push si
        push di
        int 0x15
        pop di
        pop si
        jc .mapped
        cmp eax, SMAP
        jne .mapped
        mov dword [di - 4], ENTRY_SIZE
        cmp dword [di], 0x100000
        jne .other
        cmp dword [di + 4], 0
        jne .other
        mov eax, [di + 8]
        shr eax, 10
        mov [mbi.upper], eax
.other: add di, ENTRY_SIZE
        cmp di, 88 + MAP_ENTRIES * (ENTRY_SIZE + 4)
        jae .full
        test ebx, ebx
        jnz .entry
.full:  add di, 4
.mapped:
        sub di, 4
        pop ax
        sub di, ax
        movzx eax, di
        mov [mbi.map_length], eax

        mov ax, KERNEL_ENTRY
        call number
        mov ecx, eax
        cli
        in al, 0x92                     ; A20 on
        or al, 2
        and al, 0xfe
        out 0x92, al
        xor ebx, ebx
        mov bx, cs
        shl ebx, 4
        lea edx, [ebx + gdt]
        push edx
        push word gdt.end - gdt - 1
        mov bp, sp
        o32 lgdt [bp]
        lea edx, [ebx + flat]
        push dword 8
        push edx
        mov eax, cr0
        or al, 1
        mov cr0, eax
        o32 retf

        bits 32
flat:   mov ax, 16
        mov ds, ax
        mov es, ax
        mov fs, ax
        mov gs, ax
        mov ss, ax
        mov esp, esi                    ; below the information block
        mov ebx, esi
        xor edx, edx
        xor esi, esi
        xor edi, edi
        xor ebp, ebp
        mov eax, MULTIBOOT
        jmp ecx

        bits 16
        align 8, db 0
gdt:    dq 0
        dq 0x00cf9b000000ffff           ; code, 4 GiB
        dq 0x00cf93000000ffff           ; data, 4 GiB
.end:

; AX = a key: EAX = the 32-bit number it holds.
number: push dx
        mov dx, SELECTOR
        out dx, ax
        inc dx
        in al, dx
        mov ah, al
        in al, dx
        xchg al, ah
        push ax
        in al, dx
        mov ah, al
        in al, dx
        xchg al, ah
        shl eax, 16
        pop ax
        pop dx
        ret

; AL = the key of an address, AH = the key of data: brings the data there. The key behind the address's has the size.
fetch:  push bp
        sub sp, 16
        mov bp, sp
        push ax
        movzx ax, ah
        xchg al, ah                     ; big-endian
        mov [bp], ax
        mov word [bp + 2], DMA_READ << 8
        pop ax
        xor ah, ah
        push ax
        call number
        bswap eax
        mov dword [bp + 8], 0
        mov [bp + 12], eax
        pop ax
        inc ax
        call number
        bswap eax
        mov [bp + 4], eax
        xor eax, eax
        mov ax, ss
        shl eax, 4
        movzx edx, bp
        add eax, edx
        bswap eax
        mov dx, DMA_LOW
        out dx, eax
.wait:  mov eax, [bp]
        test eax, ~ERROR
        jnz .wait
        test eax, eax
        jnz .error
        add sp, 16
        pop bp
        ret

; Gives the machine back to the firmware, which tries the next device.
.error: mov si, failed
.print: mov al, [cs:si]
        inc si
        test al, al
        jz .back
        mov ah, 0x0e
        mov bx, 7
        int 0x10
        jmp .print
.back:  int 0x18
        jmp .back

        times ROM_SIZE - 1 - ($ - $$) db 0
        db 0                            ; checksum
