; A kernel in bzImage form that says on port 0x402 what its loader has done, and ends with status 33.
;
; nasm -f bin -o linux-guest.bin linux-guest.asm. Boot protocol 2.06: Linux, Documentation/x86/boot.rst.

        cpu 486
        bits 16
        org 0

SETUP_SECTORS   equ 1
KERNEL          equ 0x100000

        times 0x1f1 - ($ - $$) db 0
        db SETUP_SECTORS
        dw 0
        dd (kernel_end - kernel + 15) / 16
        dw 0, 0xffff, 0
        dw 0xaa55
        jmp short setup
        db "HdrS"
        dw 0x0206
        dd 0
        dw 0x1000, 0
loader: db 0
flags:  db 1                            ; loaded high
        dw 0x8000
        dd KERNEL
initrd: dd 0
initrd.size: dd 0
        dd 0
heap:   dw 0
        dw 0
command: dd 0
        dd 0x37ffffff
        dd 0x100000
        db 0, 0
        dw 0
        dd 2047

; CS is 20h more than DS. Carries on in protected mode, where the parts are.
setup:  mov ax, ds
        mov bx, ss
        cmp ax, bx
        jne $
        mov bx, es
        cmp ax, bx
        jne $
        cmp word [heap], sp             ; the stack lies above the heap
        jae $
        in al, 0x92
        or al, 2
        out 0x92, al
        cli
        movzx ebp, bx
        shl ebp, 4
        lea eax, [ebp + gdt]
        mov [gdtr + 2], eax
        lgdt [gdtr]
        mov eax, cr0
        or al, 1
        mov cr0, eax
        mov ax, 16
        mov ds, ax
        mov ss, ax
        mov esp, ebp                    ; below setup
        jmp dword 8:KERNEL

gdtr:   dw gdt.end - gdt - 1
        dd 0
        align 8, db 0
gdt:    dq 0
        dq 0x00cf9b000000ffff
        dq 0x00cf93000000ffff
.end:
        times (SETUP_SECTORS + 1) * 512 - ($ - $$) db 0

        bits 32
kernel: cld
        mov dx, 0x402
        mov al, [ebp + loader]
        test al, al                     ; a loader has put its number there
        jz .fail
        cmp byte [ebp + flags], 0x81
        jne .fail
        mov esi, KERNEL + hello - kernel
        call .say
        mov esi, [ebp + command]
        call .say
        mov al, ']'
        out dx, al
        mov al, '('
        out dx, al
        mov esi, [ebp + initrd]
        mov ecx, [ebp + initrd.size]
        jecxz .done
.byte:  lodsb
        out dx, al
        dec ecx
        jnz .byte
.done:  mov al, ')'
        out dx, al
        mov al, 16
        jmp .exit
.fail:  mov al, '!'
        out dx, al
        mov al, 0
.exit:  mov dx, 0x501
        out dx, al
        cli
        hlt
        jmp .exit
.print: out dx, al
.say:   lodsb
        test al, al
        jnz .print
        ret

hello:  db "Hello from the kernel, command line [", 0
.end:
kernel_end:
