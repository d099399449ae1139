; A boot sector that starts reads on IDE and LSI and resets the machine before they can be through, a hundred times: by
; port CF9, by the keyboard controller, by a triple fault. Then it reads a sector of each drive through INT 13h and says
; DONE, or E and a letter. How often it has started is in byte 60h of the clock's memory.
        bits 16
        org 0x7c00

MEMORY  equ 0x60
STARTS  equ 100

        cli
        xor ax, ax
        mov ss, ax
        mov sp, 0x7000
        mov ds, ax
        mov es, ax
        mov al, MEMORY
        out 0x70, al
        in al, 0x71
        inc al
        out 0x71, al
        mov [count], al
        cmp al, STARTS
        ja finish

        ; IDE, primary master: 128 sectors from 64 on
        mov dx, 0x1f6
        mov al, 0xe0
        out dx, al
        mov dl, 0xf2
        mov al, 128
        out dx, al
        inc dx
        mov al, 64
        out dx, al
        inc dx
        mov al, 0
        out dx, al
        inc dx
        out dx, al
        mov dl, 0xf7
        test byte [count], 1
        jz programmed

        mov al, 0xc8            ; READ DMA
        out dx, al
        mov ebx, 0x80000904     ; 00:01.1
        call enable
        mov bl, 0x20
        call config
        mov dx, ax
        add dl, 4
        mov eax, descriptor
        out dx, eax
        sub dl, 4
        mov al, 9               ; start, to memory
        out dx, al
        jmp scsi

programmed:
        mov al, 0x20            ; READ SECTORS
        out dx, al

scsi:   ; LSI: the same sectors of target 0 by a script
        mov ebx, 0x80002004     ; 00:04.0
        call enable
        mov bl, 0x10
        call config
        mov dx, ax
        add dl, 0x2c            ; DSP
        mov eax, script
        out dx, eax

        movzx ax, byte [count]
        mov bl, 3
        div bl
        cmp ah, 1
        jb keyboard
        je port
        o32 lidt [empty]     ; triple fault
        mov eax, cr0
        inc ax
        mov cr0, eax
        int3

keyboard:
        mov al, 0xfe
        out 0x64, al
        hlt

port:   mov dx, 0xcf9
        mov al, 2
        out dx, al
        mov al, 6
        out dx, al
        hlt

finish: sti
        mov dl, 0x80
        mov cx, 'A'
drive:  push cx
        mov ax, 0x201           ; a sector: 3 of the first track
        mov cx, 3
        mov dh, 0
        mov bx, 0x8000
        int 0x13
        pop cx
        mov si, failed
        jc say
        cmp word [0x8000], 0xa55a
        jne say
        inc cx
        inc dx
        cmp dl, 0x82
        jb drive
        mov al, 0x0a            ; no disk's line is still up: 9 to 11, 14, 15
        out 0xa0, al
        in al, 0xa0
        and al, 0xce
        mov si, lines
        jnz say
        mov si, done
say:    mov dx, 0x402
letter: lodsb
        test al, al
        jz off
        out dx, al
        jmp letter
off:    mov al, cl
        out dx, al
        mov dx, 0x501
        mov al, 21
        out dx, al
        hlt

; I/O, memory and mastering on, in the command register EBX
enable: mov eax, ebx
        mov dx, 0xcf8
        out dx, eax
        mov dl, 0xfc
        mov ax, 7
        out dx, ax
        ret

; EAX = the I/O base in register EBX
config: mov eax, ebx
        mov dx, 0xcf8
        out dx, eax
        mov dl, 0xfc
        in eax, dx
        and al, 0xfc
        ret

done:   db 'DONE', 0
failed: db 'E', 0
lines:  db 'I', 0
count:  db 0
empty:  dw 0
        dd 0

        align 4
descriptor:
        dd 0x80000, 0x80000000  ; 64 KiB at 80000h
script: dd 0x41000000, stop     ; select 0 with ATN
        dd 0x0e000001, identify
        dd 0x0a00000a, command
        dd 0x09010000, 0x70000
        dd 0x0b000001, 0x70000 + 65536
        dd 0x0f000001, 0x70001 + 65536
stop:   dd 0x98080000, 1
identify:
        db 0x80
command:
        db 0x28, 0, 0, 0, 0, 64, 0, 0, 128, 0

        times 510 - ($ - $$) db 0
        dw 0xaa55
