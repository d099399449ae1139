; A stand-in for the extboot ROMs of 2007 to 2010: a legacy header, INT 19h hooked by init and INT 13h by INT 19h,
; saved vectors in IVT slots 80h and 81h, the command block on the caller's stack, types 0 to 2, no look at a status.
        cpu 386
        bits 16
        org 0

        db 0x55, 0xaa, 2
        jmp near init

OLD19   equ 0x80 * 4
OLD13   equ 0x81 * 4

init:   pushad
        push ds
        xor ax, ax
        mov ds, ax
        inc byte [0x475]
        mov eax, [0x19 * 4]
        mov [OLD19], eax
        mov word [0x19 * 4], int19
        mov [0x19 * 4 + 2], cs
        pop ds
        popad
        retf

int19:  pushad
        push ds
        xor ax, ax
        mov ds, ax
        mov dx, 0x404
        in al, dx
        cmp al, 1
        jne .leave
        mov eax, [0x13 * 4]
        mov [OLD13], eax
        mov word [0x13 * 4], int13
        mov [0x13 * 4 + 2], cs
.leave: mov eax, [OLD19]
        mov [0x19 * 4], eax
        pop ds
        popad
        int 0x19
        iret

int13:  cmp dl, 0x80
        je .ours
        sub sp, 4
        push ds
        push eax
        push bp
        mov bp, sp
        xor ax, ax
        mov ds, ax
        mov eax, [OLD13]
        mov [bp + 8], eax
        pop bp
        pop eax
        pop ds
        retf
.ours:  push ds
        push es
        pushad
        mov bp, sp                      ; EAX at 28, ECX 24, EDX 20, EBX 16, ESI 4, ES 32, DS 34, FLAGS 40
        sub sp, 16
        and sp, 0xfff0
        and byte [bp + 40], 0xfe
        cmp ah, 0x00
        je good
        cmp ah, 0x0d
        je good
        cmp ah, 0x02
        je chs
        cmp ah, 0x03
        je chs
        cmp ah, 0x08
        je parameters
        cmp ah, 0x41
        je extensions
        cmp ah, 0x42
        je lba
        cmp ah, 0x43
        je lba
        cmp ah, 0x48
        je size
        int 0x18

good:   mov byte [bp + 29], 0
leave13:
        mov sp, bp
        popad
        pop es
        pop ds
        iret

; The block is at SS:SP of the caller; type in AX.
command:
        mov bx, sp
        mov [ss:bx + 2], ax
        mov ax, sp
        add ax, 2
        shr ax, 4
        mov cx, ss
        add ax, cx
        mov dx, 0x405
        out dx, ax
        mov ax, [ss:bx + 2]             ; touch it
        ret

parameters:
        xor ax, ax
        call command
        mov bx, sp
        mov cx, [ss:bx + 2]
        sub cx, 2
        xchg cl, ch
        shl cl, 6
        or cl, [ss:bx + 6]
        mov [bp + 24], cx
        mov dh, [ss:bx + 4]
        dec dh
        mov dl, 1
        mov [bp + 20], dx
        jmp good

chs:    xor ax, ax
        call command
        mov bx, sp
        movzx eax, byte [bp + 24]
        and al, 0xc0
        shl ax, 2
        mov al, [bp + 25]
        movzx edx, word [ss:bx + 4]
        imul eax, edx
        movzx edx, byte [bp + 21]
        add eax, edx
        movzx edx, word [ss:bx + 6]
        imul eax, edx
        movzx edx, byte [bp + 24]
        and dl, 0x3f
        lea eax, [eax + edx - 1]
        mov [ss:bx + 8], eax
        mov dword [ss:bx + 12], 0
        movzx ax, byte [bp + 28]
        mov [ss:bx + 2], ax
        mov ax, [bp + 32]
        mov [ss:bx + 4], ax
        mov ax, [bp + 16]
        mov [ss:bx + 6], ax
        movzx ax, byte [bp + 29]
        dec ax
        call command
        jmp good

lba:    mov ds, [bp + 34]
        mov si, [bp + 4]
        mov bx, sp
        mov ax, [si + 2]
        mov [ss:bx + 2], ax
        mov ax, [si + 6]
        mov [ss:bx + 4], ax
        mov ax, [si + 4]
        mov [ss:bx + 6], ax
        mov eax, [si + 8]
        mov [ss:bx + 8], eax
        mov eax, [si + 12]
        mov [ss:bx + 12], eax
        movzx ax, byte [bp + 29]
        sub ax, 0x41
        call command
        jmp good

extensions:
        mov word [bp + 16], 0xaa55
        mov word [bp + 24], 7
        mov byte [bp + 29], 0x30
        jmp leave13

size:   xor ax, ax
        call command
        mov bx, sp
        mov ds, [bp + 34]
        mov si, [bp + 4]
        mov word [si], 26
        mov word [si + 2], 2
        movzx eax, word [ss:bx + 2]
        mov [si + 4], eax
        movzx eax, word [ss:bx + 4]
        mov [si + 8], eax
        movzx eax, word [ss:bx + 6]
        mov [si + 12], eax
        mov eax, [ss:bx + 8]
        mov [si + 16], eax
        mov eax, [ss:bx + 12]
        mov [si + 20], eax
        mov word [si + 24], 512
        jmp good

        times 1024 - ($ - $$) db 0
